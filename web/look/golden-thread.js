// What scripts improve. Without them every journey works just so.
import { initAll } from '/static/frontend/govuk-frontend.min.js'

const WARN_SECONDS = 300

// Warns before a session ends for want of use. Sleeping laptops stop timers, so the time itself is looked at.
function warnBeforeTheEnd (warning) {
  const idle = Number(warning.dataset.idleSeconds)
  const form = warning.querySelector('form')
  const left = warning.querySelector('[data-minutes-left]')
  let since = Date.now()

  function look () {
    const remaining = idle - (Date.now() - since) / 1000
    if (remaining <= 0) {
      window.location.assign(warning.dataset.ended)
      return
    }
    if (remaining <= WARN_SECONDS) {
      const minutes = Math.ceil(remaining / 60)
      left.textContent = minutes === 1 ? '1 minute' : `${minutes} minutes`
      if (warning.hidden) {
        warning.hidden = false
        warning.querySelector('button').focus()
      }
    }
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const answer = await fetch(form.action, { method: 'POST', body: new FormData(form), redirect: 'manual' })
    if (answer.status === 204) {
      since = Date.now()
      warning.hidden = true
    } else {
      window.location.assign(warning.dataset.ended)
    }
  })
  window.setInterval(look, 5000)
  document.addEventListener('visibilitychange', look)
}

initAll()
const warning = document.getElementById('idle-warning')
if (warning) warnBeforeTheEnd(warning)

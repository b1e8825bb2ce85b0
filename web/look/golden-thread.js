// What scripts improve. Without them every journey works just so.
import { initAll } from '/static/frontend/govuk-frontend.min.js'

const WARN_SECONDS = 300
const KEEP_SECONDS = 10

// When somebody last did something, in this tab or in another one: it is one session.
const tabs = 'BroadcastChannel' in window ? new window.BroadcastChannel('golden-thread') : null
const warning = document.getElementById('idle-warning')
let usedAt = Date.now()

function used () {
  usedAt = Date.now()
  if (tabs) tabs.postMessage('used')
}

function post (address, body) {
  return fetch(address, { method: 'POST', body, redirect: 'manual' })
}

// Warns before a session ends for want of use. Sleeping laptops stop timers, so the time itself is looked at.
function warnBeforeTheEnd () {
  const idle = Number(warning.dataset.idleSeconds)
  const form = warning.querySelector('form')
  const left = warning.querySelector('[data-minutes-left]')

  function leave () {
    window.location.assign(`${warning.dataset.ended}?next=${encodeURIComponent(window.location.pathname)}`)
  }

  function look () {
    const remaining = idle - (Date.now() - usedAt) / 1000
    if (remaining <= 0) {
      leave()
    } else if (remaining <= WARN_SECONDS) {
      const minutes = Math.ceil(remaining / 60)
      left.textContent = minutes === 1 ? '1 minute' : `${minutes} minutes`
      if (warning.hidden) {
        warning.hidden = false
        warning.querySelector('button').focus()
      }
    } else {
      warning.hidden = true
    }
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const answer = await post(form.action, new FormData(form))
    if (answer.status === 204) {
      used()
      look()
    } else {
      leave()
    }
  })
  if (tabs) {
    tabs.addEventListener('message', () => {
      usedAt = Date.now()
      look()
    })
  }
  window.setInterval(look, 5000)
  document.addEventListener('visibilitychange', look)
  used()
}

// Keeps what is typed into a form, for whoever types it alone: nothing is lost if they are called away. It counts as use.
function keepWords (form) {
  const said = document.querySelector('[data-words-kept]')
  let changed = false
  let sent = false

  async function keep () {
    if (!changed || sent) return
    changed = false
    const words = new FormData(form)
    words.set('unsent_form', new URL(form.action).pathname)
    try {
      const answer = await post('/unsent', words)
      if (answer.status === 204) {
        used()
        if (said) said.hidden = false
      } else {
        changed = true
      }
    } catch {
      changed = true
    }
  }

  form.addEventListener('input', () => { changed = true })
  form.addEventListener('submit', () => { sent = true })
  window.setInterval(keep, KEEP_SECONDS * 1000)
  document.addEventListener('visibilitychange', () => { if (document.hidden) keep() })
}

initAll()
if (warning) {
  warnBeforeTheEnd()
  document.querySelectorAll('form[data-keep-words]').forEach((form) => {
    keepWords(form)
    warning.querySelector('[data-words-are-kept]').hidden = false
  })
}

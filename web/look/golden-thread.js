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
function warnBeforeTheEnd (forms) {
  const idle = Number(warning.dataset.idleSeconds)
  const form = warning.querySelector('form')
  const left = warning.querySelector('[data-minutes-left]')
  let over = false

  // With words on the page that could not be kept it stays open: they stand here and nowhere else.
  async function leave (signedOut = false) {
    if (over) return
    over = true
    const kept = await Promise.all(forms.map((keep) => keep()))
    if (kept.includes(false)) {
      warning.hidden = false
      warning.setAttribute('aria-labelledby', 'idle-ended-title')
      warning.querySelector('[data-before-the-end]').hidden = true
      warning.querySelector('[data-after-the-end]').hidden = false
      warning.querySelector('a').focus()
    } else if (remainingSeconds() <= 0 || signedOut) {
      window.location.assign(`${warning.dataset.ended}?next=${encodeURIComponent(window.location.pathname)}`)
    } else {
      // What was typed a moment ago was use, and has been kept in time.
      over = false
    }
  }

  function remainingSeconds () {
    return idle - (Date.now() - usedAt) / 1000
  }

  function look () {
    if (over) return
    const remaining = remainingSeconds()
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
      leave(true)
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
// Returns what keeps it at once, and tells whether all of it is kept or was sent.
function keepWords (form) {
  const said = document.querySelector('[data-words-kept]')
  // What came back as refused stands in the form that came back, and nowhere else.
  let changed = document.querySelector('.govuk-error-summary') !== null || form.dataset.keepWords === 'at-once'
  let sent = false
  let lastKept = Promise.resolve(true)

  function keep () {
    if (changed && !sent) {
      changed = false
      lastKept = send()
    }
    return lastKept
  }

  async function send () {
    const words = new FormData(form)
    for (const [name, given] of [...words]) {
      if (given instanceof File) words.delete(name)
    }
    words.set('unsent_form', new URL(form.action).pathname)
    if (form.dataset.keepWords !== 'at-once') words.set('unsent_title', document.title)
    try {
      const answer = await post('/unsent', words)
      if (answer.status === 204) {
        used()
        if (said) said.hidden = false
        return true
      }
    } catch {
      // Without a connection it is tried again.
    }
    changed = true
    return false
  }

  form.addEventListener('input', () => { changed = true })
  form.addEventListener('submit', () => { sent = true })
  window.setInterval(keep, KEEP_SECONDS * 1000)
  document.addEventListener('visibilitychange', () => { if (document.hidden) keep() })
  return keep
}

initAll()
if (warning) {
  const forms = [...document.querySelectorAll('form[data-keep-words]')].map(keepWords)
  warning.querySelector('[data-words-are-kept]').hidden = forms.length === 0
  warnBeforeTheEnd(forms)
}

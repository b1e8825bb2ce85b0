// GOV.UK Frontend shows what needs scripts only where the body says that they run.
document.body.classList.add('js-enabled')
if ('noModule' in HTMLScriptElement.prototype) document.body.classList.add('govuk-frontend-supported')

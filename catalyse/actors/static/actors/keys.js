// Says in words that a key did not answer: the script that speaks with keys only tells the console.
document.addEventListener('allauth.error', (event) => {
  event.preventDefault()
  const words = document.querySelector('[data-key-failed]')
  if (words) words.hidden = false
})

// Ends with 0 where what runs in this container answers that it is well; its last words are shown by `docker inspect`.
const url = 'http://127.0.0.1:8787/healthz'
try {
  const response = await fetch(url, { signal: AbortSignal.timeout(4000) })
  console.log(response.status, (await response.text()).slice(0, 500))
  process.exitCode = response.ok ? 0 : 1
} catch (error) {
  console.log(`${url}: ${error.cause?.message ?? error.message}`)
  process.exitCode = 1
}

// Asks the server of this container how it is. Exit code 0: it is well.
import { get } from 'node:http'

const request = get({ host: '127.0.0.1', port: process.env.PTP_GYM_PORT ?? 8080, path: '/health', timeout: 2500 }, (response) => {
  response.resume()
  process.exitCode = response.statusCode === 200 ? 0 : 1
})
request.on('timeout', () => request.destroy(new Error('no answer in time')))
request.on('error', (error) => {
  process.stderr.write(`health: ${error.message}\n`)
  process.exitCode = 1
})

// Prints what CI ends with: every test that failed with the beginning of its reason, those that passed only at the
// second try, and how many tests of all runners passed and failed.
import { existsSync, readFileSync } from 'node:fs'

const LINES_OF_A_REASON = 14

const results = process.argv.slice(2).filter((file) => existsSync(file)).flatMap((file) => {
  const report = JSON.parse(readFileSync(file, 'utf8'))
  return report.stats ? playwrightTests(report) : vitestTests(report)
})
const failed = results.filter((test) => test.status === 'failed')
const skipped = results.filter((test) => test.status === 'skipped').length
const passed = results.length - failed.length - skipped

for (const { title, reason } of failed) console.log(`FAILED ${title}\n${indented(reason)}`)
for (const { title } of results.filter((test) => test.status === 'second try')) console.log(`passed at the second try: ${title}`)
console.log(`${passed} passed, ${failed.length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed.length > 0 || passed === 0 ? 1 : 0

function vitestTests(report) {
  return report.testResults.flatMap((file) => {
    const name = file.name.replace(/^.*\/tests\//, '')
    const tests = file.assertionResults.map((test) => ({
      title: `${name} > ${test.fullName}`,
      status: test.status === 'failed' ? 'failed' : test.status !== 'passed' ? 'skipped' : test.failureMessages.length > 0 ? 'second try' : 'passed',
      reason: test.failureMessages.join('\n'),
    }))
    // A file that could not be loaded, or whose hooks failed, has a reason of its own.
    const broken = file.status === 'failed' && !tests.some((test) => test.status === 'failed')
    return broken ? [...tests, { title: name, status: 'failed', reason: file.message }] : tests
  })
}

function playwrightTests(report) {
  const statuses = { expected: 'passed', flaky: 'second try', unexpected: 'failed', skipped: 'skipped' }
  const below = (suite) => [...(suite.specs ?? []).map((spec) => ({ spec, file: suite.file })), ...(suite.suites ?? []).flatMap(below)]
  return report.suites.flatMap(below).flatMap(({ spec, file }) =>
    spec.tests.map((test) => ({
      title: `${file} > ${spec.title}`,
      status: statuses[test.status],
      reason: test.results.flatMap((result) => result.errors.map((error) => error.message)).join('\n'),
    })),
  )
}

function indented(reason) {
  const lines = reason.split('\n')
  return lines.slice(0, LINES_OF_A_REASON).map((line) => `    ${line.slice(0, 300)}`).join('\n')
}

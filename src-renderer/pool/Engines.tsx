import type { JSX } from 'react'
import type { EngineStatus, ImageStatus } from '../api/contract.ts'
import { call } from '../api/transport.ts'
import { Button, formatBytes, formatPlural, formatWallTime, MiddleEllipsis, Progress, toastError } from '../ui/index.ts'

/** The container engines the pool spreads over, and the image its emulators are made of. */
export function Engines({ engines, image }: { engines: readonly EngineStatus[]; image: ImageStatus | null }): JSX.Element {
  return (
    <section className="pool-engines" aria-label="Engines and image">
      {engines.map((engine) => (
        <div key={engine.host} className="pool-engine">
          <span style={{ color: `var(${engine.state === 'ready' ? '--good' : '--bad'})` }}>
            <span aria-hidden="true">{engine.state === 'ready' ? '●' : '✕'}</span> {engine.state}
          </span>
          <strong>
            {engine.name} {engine.version}
          </strong>
          <span className="muted">API {engine.api_version}</span>
          <MiddleEllipsis text={engine.host} className="mono" />
          <span className="muted">
            {engine.cpus !== null && formatPlural(engine.cpus, 'core')}
            {engine.memory_bytes !== null && ` · ${formatBytes(engine.memory_bytes)}`}
          </span>
          {engine.message !== '' && <span className="pool-card-reason">{engine.message}</span>}
        </div>
      ))}
      {image !== null && <Image image={image} />}
    </section>
  )
}

function Image({ image }: { image: ImageStatus }): JSX.Element {
  const busy = image.state === 'pulling' || image.state === 'building'
  const color = image.state === 'ready' ? '--good' : image.state === 'failed' ? '--bad' : '--warn'
  return (
    <div className="pool-engine">
      <span style={{ color: `var(${color})` }}>
        <span aria-hidden="true">{image.state === 'ready' ? '●' : image.state === 'failed' ? '✕' : '◌'}</span> {image.state}
      </span>
      <strong>image</strong>
      <MiddleEllipsis text={image.name} className="mono" />
      <span className="muted" title={image.id ?? undefined}>
        {image.size_bytes !== null && formatBytes(image.size_bytes)}
        {image.created_at !== null && ` · made ${formatWallTime(image.created_at)}`}
      </span>
      {busy && (
        <span className="pool-image-progress">
          <Progress label={`${image.name} is ${image.state === 'pulling' ? 'pulled' : 'built'}`} done={image.progress ?? 0} total={image.progress === null ? null : 1} />
        </span>
      )}
      {image.message !== '' && (
        <span className={image.state === 'failed' ? 'pool-card-reason' : 'muted pool-image-step'} title={image.message}>
          {image.message}
        </span>
      )}
      <Button disabled={busy} title="Builds our own image anew, or pulls another; containers that are up keep the old one" onClick={() => call('pool.image', {}).catch(toastError)}>
        {image.state === 'missing' ? 'Make it' : 'Make it anew'}
      </Button>
    </div>
  )
}

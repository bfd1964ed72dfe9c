import { useEffect, useState, type JSX } from 'react'
import { useConnection } from '../state/connection.ts'
import { Button, Icon } from '../ui/index.ts'

/** How long a line may be down before more is said of it than that, in milliseconds. */
const PATIENCE = 4_000

/** What to do when the engine cannot be reached; nothing while it can. */
export function ConnectionBar(): JSX.Element | null {
  const status = useConnection((state) => state.status)
  const [isLong, setLong] = useState(false)
  const isLost = status === 'lost'
  useEffect(() => {
    setLong(false)
    if (!isLost) return
    const timer = setTimeout(() => setLong(true), PATIENCE)
    return () => clearTimeout(timer)
  }, [isLost])
  if (status === 'refused') {
    return (
      <div className="connection-bar" role="alert">
        <Icon name="warning" />
        <p>
          <strong>This page may not talk to the engine:</strong> its token is missing, or of an earlier start. Open the address that <code>ptp start</code> (or <code>npm start</code>) printed in its terminal;
          it ends in <code>?token=…</code>. Nothing recorded is lost.
        </p>
        <Button onClick={() => location.reload()}>Try again</Button>
      </div>
    )
  }
  if (!isLost || !isLong) return null
  return (
    <div className="connection-bar" role="alert">
      <Icon name="warning" />
      <p>
        <strong>The engine at {location.host} does not answer.</strong> Is <code>ptp start</code> still running there? This page connects again by itself; a server that was started anew prints a new address.
      </p>
    </div>
  )
}

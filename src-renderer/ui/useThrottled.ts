import { useEffect, useRef, useState } from 'react'

/** @returns the value, another at most every `every` milliseconds; where it comes to rest is always told */
export function useThrottled<T>(value: T, every: number): T {
  const [told, setTold] = useState(value)
  const last = useRef(0)
  useEffect(() => {
    const timer = setTimeout(() => {
      last.current = performance.now()
      setTold(value)
    }, Math.max(0, last.current + every - performance.now()))
    return () => clearTimeout(timer)
  }, [value, every])
  return told
}

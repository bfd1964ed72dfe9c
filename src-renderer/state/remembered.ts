import { useCallback, useState } from 'react'

const PREFIX = 'ptp.'

/** Reads something this browser remembers; `fallback` when there is nothing or it is not of the right kind. */
export function recall<T>(key: string, fallback: T, isValid: (value: unknown) => value is T): T {
  const text = localStorage.getItem(PREFIX + key)
  if (text === null) return fallback
  try {
    const value: unknown = JSON.parse(text)
    return isValid(value) ? value : fallback
  } catch (error) {
    // Text somebody else wrote there is the same as nothing.
    if (error instanceof SyntaxError) return fallback
    throw error
  }
}

export function remember(key: string, value: unknown): void {
  localStorage.setItem(PREFIX + key, JSON.stringify(value))
}

/** State that is still there after a restart. */
export function useRemembered<T>(key: string, fallback: T, isValid: (value: unknown) => value is T): [T, (value: T) => void] {
  const [value, setValue] = useState(() => recall(key, fallback, isValid))
  const set = useCallback(
    (next: T) => {
      setValue(next)
      remember(key, next)
    },
    [key],
  )
  return [value, set]
}

/** @returns a check that a value is one of these words */
export function oneOf<const T extends string>(...words: readonly T[]): (value: unknown) => value is T {
  return (value): value is T => typeof value === 'string' && (words as readonly string[]).includes(value)
}

export function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean'
}

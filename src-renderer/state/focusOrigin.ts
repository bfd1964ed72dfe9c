/** A focus that comes within this time after the pointer was used was caused by it, in milliseconds. */
const CAUSED = 500

let pointerAt = -Infinity
let byPointer = false

/**
 * Whether the element that has the focus got it without the pointer. A button that was only clicked
 * does not keep Space and the arrows for itself: they go on to mean run, pause and step.
 */
export function isKeyboardFocus(): boolean {
  return !byPointer
}

/** Watches where the focus comes from; done once. @returns a function that stops it */
export function watchFocusOrigin(): () => void {
  const onPointer = (): void => {
    pointerAt = performance.now()
  }
  const onFocus = (): void => {
    byPointer = performance.now() - pointerAt < CAUSED
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Tab') pointerAt = -Infinity
  }
  window.addEventListener('pointerdown', onPointer, true)
  window.addEventListener('pointerup', onPointer, true)
  window.addEventListener('focusin', onFocus, true)
  window.addEventListener('keydown', onKey, true)
  return () => {
    window.removeEventListener('pointerdown', onPointer, true)
    window.removeEventListener('pointerup', onPointer, true)
    window.removeEventListener('focusin', onFocus, true)
    window.removeEventListener('keydown', onKey, true)
  }
}

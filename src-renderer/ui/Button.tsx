import type { ButtonHTMLAttributes, JSX, Ref } from 'react'
import { chordText } from '../state/keys.ts'
import './Button.css'
import { classes } from './classes.ts'
import { Icon, type IconName } from './Icon.tsx'

interface Common extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'type'> {
  ref?: Ref<HTMLButtonElement> | undefined
  /** chord that does the same, shown on hover */
  keys?: string | undefined
  /** on or off; makes it a toggle */
  pressed?: boolean | undefined
}

export interface ButtonProps extends Common {
  icon?: IconName | undefined
  kind?: 'plain' | 'primary' | 'quiet' | 'danger' | undefined
  submit?: boolean | undefined
}

/** A button with words. */
export function Button({ icon, kind = 'plain', submit = false, keys, pressed, className, title, children, ...rest }: ButtonProps): JSX.Element {
  return (
    <button
      type={submit ? 'submit' : 'button'}
      className={classes('button', `button-${kind}`, className)}
      aria-pressed={pressed}
      title={hint(title, keys)}
      {...rest}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  )
}

export interface IconButtonProps extends Common {
  icon: IconName
  /** what it does, in words: its accessible name and its hover text */
  label: string
  size?: 'small' | 'normal' | undefined
}

/** A button with a picture alone. */
export function IconButton({ icon, label, keys, pressed, size = 'normal', className, title, ...rest }: IconButtonProps): JSX.Element {
  return (
    <button
      type="button"
      className={classes('icon-button', `icon-button-${size}`, className)}
      aria-label={label}
      aria-pressed={pressed}
      title={hint(title ?? label, keys)}
      {...rest}
    >
      <Icon name={icon} size={size === 'small' ? 14 : 16} />
    </button>
  )
}

function hint(title: string | undefined, keys: string | undefined): string | undefined {
  return keys === undefined ? title : `${title ?? ''} (${chordText(keys)})`.trim()
}

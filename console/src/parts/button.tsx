import type { ComponentProps, ReactNode } from 'react';

export interface ButtonProps extends ComponentProps<'button'> {
  /** @default plain */
  readonly kind?: 'plain' | 'primary' | 'danger' | 'quiet';
  /** It can't be pressed again until what it began is over. */
  readonly busy?: boolean;
}

/** A button with a word on it. */
export function Button({
  kind = 'plain',
  busy = false,
  className = '',
  disabled,
  type = 'button',
  ...props
}: ButtonProps) {
  return (
    <button
      {...props}
      type={type}
      className={`button button-${kind} ${className}`}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
    />
  );
}

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label' | 'children'> {
  /** What it does: read out, and shown when it is pointed at. */
  readonly label: string;
  readonly icon: ReactNode;
}

/** A button with a picture on it. */
export function IconButton({ label, icon, className = '', type = 'button', ...props }: IconButtonProps) {
  return (
    <button {...props} type={type} className={`icon-button ${className}`} aria-label={label} title={label}>
      {icon}
    </button>
  );
}

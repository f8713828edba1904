import { type ComponentProps, type ReactNode, useId } from 'react';

interface LabelledProps {
  readonly label: string;
  /** What it is for, or what it takes. */
  readonly hint?: ReactNode;
  readonly className?: string | undefined;
}

interface Labelling {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
}

/** Something to fill in or choose, with its name and what it takes. @param children draws it, given what names it */
export function Labelled({
  label,
  hint,
  className = '',
  children,
}: LabelledProps & { readonly children: (labelling: Labelling) => ReactNode }) {
  const id = useId();
  return (
    <div className={`field ${className}`}>
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': hint ? `${id}-hint` : undefined })}
      {hint && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
    </div>
  );
}

interface TextProps extends LabelledProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export interface FieldProps extends TextProps, Omit<ComponentProps<'input'>, keyof TextProps> {}

/** A line to fill in. */
export function Field({ label, hint, onChange, className, ...props }: FieldProps) {
  return (
    <Labelled label={label} hint={hint} className={className}>
      {(labelling) => <input {...props} {...labelling} onChange={(event) => onChange(event.target.value)} />}
    </Labelled>
  );
}

export interface AreaProps extends TextProps, Omit<ComponentProps<'textarea'>, keyof TextProps> {}

/** Lines to fill in. */
export function Area({ label, hint, onChange, className, ...props }: AreaProps) {
  return (
    <Labelled label={label} hint={hint} className={className}>
      {(labelling) => (
        <textarea dir="auto" {...props} {...labelling} onChange={(event) => onChange(event.target.value)} />
      )}
    </Labelled>
  );
}

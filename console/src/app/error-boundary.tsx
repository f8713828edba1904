import { Component, type ReactNode } from 'react';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';

interface Props {
  readonly children: ReactNode;
  /** What it is about: another one is tried anew. */
  readonly about?: string;
}

/** Keeps a page that meets what it can't show from taking the others with it. */
export class ErrorBoundary extends Component<Props, { readonly isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override componentDidUpdate({ about }: Props) {
    if (this.state.isBroken && about !== this.props.about) this.setState({ isBroken: false });
  }

  override render() {
    return this.state.isBroken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const strings = useStrings();
  return (
    <main className="gate">
      <p role="alert">{strings.broken}</p>
      <Button onClick={() => location.reload()}>{strings.reload}</Button>
    </main>
  );
}

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { ErrorBoundary } from './app/error-boundary.tsx';
import { LanguageProvider } from './language/language.tsx';
import './look/theme.css';
import './look/page.css';
import './look/controls.css';
import './look/layers.css';
import { ToastsProvider } from './parts/toasts.tsx';
import { takeAnswer } from './session/provider/attempt.ts';
import { SessionGate } from './session/session-gate.tsx';

// The first of all: it is to be in the address no longer than it has to.
const answer = takeAnswer();
const root = document.getElementById('root');
if (!root) throw new Error('The page has no place for the console.');
createRoot(root).render(
  <StrictMode>
    <LanguageProvider>
      <ErrorBoundary>
        <ToastsProvider>
          <SessionGate answer={answer}>
            <App />
          </SessionGate>
        </ToastsProvider>
      </ErrorBoundary>
    </LanguageProvider>
  </StrictMode>,
);

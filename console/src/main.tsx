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
import { SessionGate } from './session/session-gate.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no place for the console.');
createRoot(root).render(
  <StrictMode>
    <LanguageProvider>
      <ErrorBoundary>
        <ToastsProvider>
          <SessionGate>
            <App />
          </SessionGate>
        </ToastsProvider>
      </ErrorBoundary>
    </LanguageProvider>
  </StrictMode>,
);

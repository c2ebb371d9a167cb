import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { applyTheme, storedTheme } from './shell/preferences.ts';
import './styles/base.css';
import './styles/shell.css';
import './styles/card.css';
import './styles/chat.css';
import './styles/pages.css';

applyTheme(storedTheme());

const root = document.querySelector('#root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

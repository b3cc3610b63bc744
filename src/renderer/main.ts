import './styles/tokens.css';
import './styles/base.css';
import './styles/shared.css';
import { mount } from 'svelte';
import { browserHost } from './app/host/browser-host.ts';
import { electronHost } from './app/host/electron-host.ts';
import App from './shell/App.svelte';

const host = window.trilemma === undefined ? browserHost() : electronHost(window.trilemma);
mount(App, { target: document.getElementById('app')!, props: { host } });

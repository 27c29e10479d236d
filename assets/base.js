'use strict';
const byId = id => document.getElementById(id);
const root = document.documentElement;

byId('theme').hidden = false;
byId('theme').onclick = () => {
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  root.dataset.theme = (root.dataset.theme || system) === 'dark' ? 'light' : 'dark';
};

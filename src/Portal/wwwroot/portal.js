// What the portal does in the browser itself: start the circuit, copy, draw charts. Everything else is done by the server.
(() => {
  const banner = document.getElementById('connection');
  const typing = 'gateway-typing';
  let trying = false;

  // What is in the fields of a form and may not have reached the node that was lost. Nothing that may be secret: that has to be typed again.
  const typed = () => [...document.querySelectorAll('.draft :is(fluent-text-input, fluent-textarea)[id]')]
    .filter(field => field.getAttribute('type') !== 'password' && !field.hasAttribute('data-secret'))
    .map(field => [field.id, field.value ?? '']);
  const typeAgain = ([id, value]) => {
    const field = document.getElementById(id);
    if (!field) return false;
    if ((field.value ?? '') !== value) {
      field.value = value;
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
    return true;
  };
  // Not forgotten before they are there again: the next node may be lost too.
  let pending = [];
  const remember = fields => {
    pending = fields;
    try {
      if (fields.length > 0) sessionStorage.setItem(typing, JSON.stringify({ place: location.href, fields }));
      else sessionStorage.removeItem(typing);
    } catch { /* more than the browser keeps */ }
  };
  // Of this page, since a field of the same name is another one on another; and of the shape that it was written in.
  const remembered = () => {
    try {
      const { place, fields } = JSON.parse(sessionStorage.getItem(typing));
      return place === location.href ? fields.filter(([id, value]) => typeof id === 'string' && typeof value === 'string') : [];
    } catch {
      return [];
    }
  };
  // Nobody would hear what is typed or clicked meanwhile.
  const silence = isSilent => { for (const part of document.body.children) if (part !== banner) part.inert = isSilent; };

  // Whether the gateway answers where its socket did not: 'elsewhere' is the sign-in, since the session is over. A load balancer without a node is nobody.
  const ask = async () => {
    try {
      const answer = await fetch('./', { redirect: 'manual', cache: 'no-store', signal: AbortSignal.timeout(5000) });
      return answer.type === 'opaqueredirect' ? 'elsewhere' : answer.status < 500 ? 'here' : 'nobody';
    } catch {
      return 'nobody';
    }
  };

  // A circuit lives on one node. When that is gone, another one answers, and the page restores itself from its address there.
  const comeBack = async () => {
    if (trying) return;
    trying = true;
    banner.hidden = false;
    const fields = [...pending, ...typed()];
    const loadAgain = () => {
      remember(fields);
      location.reload();
    };
    silence(true);
    let answered = 0;
    for (let wait = 200; ; wait = Math.min(wait * 2, 3000)) {
      try {
        const isBack = await Blazor.reconnect();
        if (isBack) break;
        return loadAgain();
      } catch {
        // The socket alone does not say why: it is the same for a session that is over and for a node that is gone.
        const where = await ask();
        answered = where === 'here' ? answered + 1 : 0;
        // Once may have been between two tries, and the page is worth another one.
        if (where === 'elsewhere' || answered > 1) return loadAgain();
      }
      await new Promise(resolve => setTimeout(resolve, wait));
    }
    trying = false;
    banner.hidden = true;
    silence(false);
    fields.forEach(typeAgain);
  };

  remember(remembered());
  if (pending.length > 0) {
    const place = location.href;
    let isThere = false;
    const watch = new MutationObserver(() => {
      if (location.href !== place) return end();
      // A form may be put together more than once before it stays.
      if (pending.filter(typeAgain).length === 0 || isThere) return;
      isThere = true;
      setTimeout(end, 3000);
    });
    const isTyped = event => remember(pending.filter(([id]) => id !== event.target.id));
    const end = () => {
      watch.disconnect();
      document.removeEventListener('input', isTyped, true);
      remember([]);
    };
    watch.observe(document.body, { childList: true, subtree: true });
    document.addEventListener('input', isTyped, true);
    // While the owner of something is missing, a form takes its time; what is not there by then does not come any more.
    setTimeout(end, 120000);
  }

  Blazor.start({
    circuit: {
      // A plain load balancer sends each request to whichever node it likes, so there must be one request only: the socket.
      configureSignalR: builder => builder.withUrl('_blazor', { skipNegotiation: true, transport: 1 }),
      reconnectionHandler: { onConnectionDown: comeBack, onConnectionUp: () => { banner.hidden = true; } },
    },
  });

  // The dialogs of the components have no name for screen readers: their title becomes it.
  const name = host => {
    const dialog = host.shadowRoot?.querySelector('dialog');
    const title = host.getAttribute('aria-label') ?? host.querySelector('[slot=title]')?.textContent.trim();
    if (dialog && title && dialog.getAttribute('aria-label') !== title) dialog.setAttribute('aria-label', title);
  };
  new MutationObserver(() => document.querySelectorAll('fluent-dialog, fluent-drawer').forEach(name)).observe(document.body, { childList: true, subtree: true });

  // A drawer is closed by its button, which asks: a key or a click beside it would do away with all that is typed in it.
  const cancel = (event, drawer) => {
    const button = drawer.querySelector('[data-cancel]');
    if (!button) return;
    event.preventDefault();
    event.stopPropagation();
    // With the focus, what stands in the field is said first.
    button.focus();
    button.click();
  };
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    const top = event.target.closest('fluent-dialog, fluent-drawer') ?? [...document.querySelectorAll('fluent-dialog, fluent-drawer')].at(-1);
    if (!top?.matches('fluent-drawer')) return;
    // Of a list that is open, it is the list that closes.
    if (event.target.open) event.preventDefault();
    else cancel(event, top);
  }, true);
  document.addEventListener('click', event => {
    if (event.target.matches?.('fluent-drawer') && event.composedPath()[0].matches?.('dialog')) cancel(event, event.target);
  }, true);

  // Targets of an alias are dragged. What Firefox drags has to carry something, what is dropped would be opened, and the server need not hear of every step of the pointer.
  const overTarget = event => event.target.closest?.('.target[draggable=true]');
  document.addEventListener('dragstart', event => { if (overTarget(event)) event.dataTransfer.setData('application/x-gateway-target', ''); });
  for (const step of ['dragover', 'drop']) document.addEventListener(step, event => { if (overTarget(event)) event.preventDefault(); });

  const charts = new Map();
  const color = name => getComputedStyle(document.body).getPropertyValue(name).trim() || '#888';
  const palette = ['#2886de', '#e3008c', '#13a10e', '#ca5010', '#8764b8', '#00b7c3', '#c19c00', '#d13438'];

  const short = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 4 });

  globalThis.portal = {
    copy: async text => {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch {
        return false;
      }
    },
    // Where it is in sight already, nothing moves; and nobody is taken away from what they are typing.
    reveal: bar => {
      if (document.activeElement?.matches('input, textarea, select, fluent-text-input, fluent-textarea, fluent-dropdown')) return;
      bar.scrollIntoView({ block: 'nearest' });
      bar.focus({ preventScroll: true });
    },
    draft: form => sessionStorage.getItem(`gateway-draft ${form}`),
    // Without a text it is dropped; without a form, all are.
    keepDraft: (form, text) => {
      if (form === null) sessionStorage.clear();
      else if (text === null) sessionStorage.removeItem(`gateway-draft ${form}`);
      else sessionStorage.setItem(`gateway-draft ${form}`, text);
    },
    download: (name, text, type) => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([text], { type }));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    },
    // data: [times, series, series, …]; names: of the series; utc: the times are hours or days of UTC, and not moments; bars: how many seconds each
    // value is the sum of, where series are parts of the first one.
    chart: (id, names, data, { utc, bars } = {}) => {
      const place = document.getElementById(id);
      if (!place) return;
      const known = charts.get(id);
      if (known && known.place === place && known.names === names.join('\n')) return known.plot.setData(data);
      known?.watch.disconnect();
      known?.plot.destroy();
      const axis = { stroke: () => color('--colorNeutralForeground2'), grid: { stroke: () => color('--colorNeutralStroke2'), width: 1 }, ticks: { show: false } };
      // Of a single value, uPlot itself makes a range of years.
      const range = ({ data: [times] }, least, most) => {
        const [first, last] = times.length === 1 ? [times[0], times[0]] : [least, most];
        return [Math.min(first, last - 60), last + (bars ?? 0)];
      };
      const plot = new uPlot({
        width: place.clientWidth, height: 220,
        series: [{}, ...names.map((label, at) => ({
          label, stroke: palette[at % palette.length], width: bars ? 0 : 2, points: { show: bars ? false : data[0].length < 3 },
          ...(bars ? { fill: palette[at % palette.length], paths: uPlot.paths.bars({ size: [0.8, 64], align: 1 }) } : {}),
        }))],
        axes: [axis, { ...axis, size: 56, values: (_, ticks) => ticks.map(tick => short.format(tick)) }],
        scales: { x: { range }, y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] } },
        ...(utc ? { tzDate: time => uPlot.tzDate(new Date(time * 1000), 'Etc/UTC') } : {}),
        cursor: { y: false },
      }, data, place);
      const watch = new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: 220 }));
      watch.observe(place);
      charts.set(id, { place, plot, watch, names: names.join('\n') });
    },
  };
})();

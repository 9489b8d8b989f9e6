using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Grains.Backends.Circuits;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Backends.Gates;

/// <summary>What a gate tells the owner of its backend.</summary>
public sealed partial class Gate
{
    private RuleCount[] _seen;
    private int _calls;
    private int[]? _firstContent;
    private (TimeSpan Until, CircuitReason Reason)? _coolDown;
    private FailureKind? _lastError;
    private int? _lastStatus;
    private bool _changed;
    private (int InFlight, int Waiting, bool IsOpenHere) _told;

    /// <summary>Takes out what has come together; null when that is nothing. What the owner does not accept goes back with <see cref="GiveBack"/>.</summary>
    internal BackendReport? TakeReport(string silo)
    {
        var counts = Tally.Take();
        lock (_lock)
        {
            var now = _gates.Now;
            var state = (_inFlight, _queue.Count, _circuit.Phase is not CircuitPhase.Closed && !_byCluster);
            if (counts == default && _calls == 0 && _firstContent is null && _coolDown is null && !_changed && state == _told)
            {
                return null;
            }

            var report = new BackendReport
            {
                Silo = silo,
                Counts = counts,
                Definition = _version,
                Circuit = _rules.Definition,
                Health = _health.Version,
                Calls = _calls,
                Rules = [.. _seen],
                CoolDown = _coolDown is { } rest && rest.Until > now ? new CoolDown(rest.Until - now, rest.Reason) : null,
                InFlight = _inFlight,
                Waiting = _queue.Count,
                IsOpenHere = state.Item3,
                FirstContent = _firstContent ?? [],
                LastError = _lastError is { } kind ? FailureWords.Of(kind) : null,
                LastStatus = _lastStatus,
            };
            for (var i = 0; i < _seen.Length; i++)
            {
                _seen[i] = _seen[i] with { Failures = 0 };
            }

            (_calls, _firstContent, _coolDown, _lastError, _lastStatus, _changed, _told) = (0, null, null, null, null, false, state);
            return report;
        }
    }

    internal void GiveBack(BackendReport report)
    {
        Tally.GiveBack(report.Counts);
        lock (_lock)
        {
            _changed = true;
            _calls += report.Calls;
            var isByTheseRules = report.Definition == _version && ReferenceEquals(report.Circuit, _rules.Definition);
            for (var i = 0; isByTheseRules && i < report.Rules.Count; i++)
            {
                _seen[i] = _seen[i] with { Failures = _seen[i].Failures + report.Rules[i].Failures };
            }

            if (report.CoolDown is { } rest && (_coolDown is not { } pending || pending.Until < _gates.Now + rest.For))
            {
                _coolDown = (_gates.Now + rest.For, rest.Reason);
            }

            for (var i = 0; i < report.FirstContent.Count; i++)
            {
                (_firstContent ??= new int[LatencyHistogram.Classes])[i] += report.FirstContent[i];
            }
        }
    }

    /// <summary>Counts one call for the rules here and for those of the cluster. Returns whether a rule is met here.</summary>
    private bool Count(ProviderFailure? failure, TimeSpan now)
    {
        var met = _evidence.Add(failure?.Kind, failure?.ProviderStatus, now);
        _calls++;
        for (var i = 0; i < _seen.Length; i++)
        {
            var counted = failure is not null && _rules.All[i].Counts(failure.Kind, failure.ProviderStatus);
            _seen[i] = new(_seen[i].Failures + (counted ? 1 : 0), _evidence.RunOf(i));
        }

        return met;
    }
}

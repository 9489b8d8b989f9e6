using Orleans.Gateway.Contracts.Limits;

namespace Orleans.Gateway.Grains.Limits.Budgets;

/// <summary>The last call of each silo that was answered, so that what is told twice counts once.</summary>
internal sealed class HeardCalls
{
    /// <summary>Silos tell again what was not answered every second; one that is silent for so long has stopped.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, HeardCall> _bySilo = [];

    /// <returns>The number 0, where nothing was heard.</returns>
    public HeardCall LastOf(string silo) => _bySilo.GetValueOrDefault(silo);

    public void Set(LeaseCall call, long granted, long window, TimeSpan now)
    {
        if (!_bySilo.ContainsKey(call.Silo))
        {
            foreach (var (silo, heard) in _bySilo)
            {
                if (now - heard.At > Remembered)
                {
                    _bySilo.Remove(silo);
                }
            }
        }

        _bySilo[call.Silo] = new(call.Number, granted, window, now);
    }
}

/// <param name="Number">See <see cref="LeaseCall.Number"/>.</param>
/// <param name="Window">Of which it was granted.</param>
internal readonly record struct HeardCall(long Number, long Granted, long Window, TimeSpan At);

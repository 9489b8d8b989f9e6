namespace Orleans.Gateway.Grains.Safety;

/// <summary>
/// Keeps calls from waiting for a service that does not answer: after <see cref="Failures"/> failures in a row nobody asks for a while, and then
/// one. Outlives changes of the catalog. Thread-safe.
/// </summary>
internal sealed class SafetyCircuit(TimeProvider time)
{
    public const int Failures = 5;

    /// <summary>Where the service does not say for how long.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private int _failures;
    private bool _isOpen;
    private bool _isProbing;
    private long _openedAt;
    private TimeSpan _rest;

    /// <summary>Whether somebody may ask now. Who may, says afterwards how it went.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (!_isOpen)
            {
                return true;
            }

            if (_isProbing || time.GetElapsedTime(_openedAt) < _rest)
            {
                return false;
            }

            return _isProbing = true;
        }
    }

    /// <summary>True: it was open, and is closed now.</summary>
    public bool Succeeded()
    {
        lock (_lock)
        {
            var wasOpen = _isOpen;
            (_failures, _isOpen, _isProbing) = (0, false, false);
            return wasOpen;
        }
    }

    /// <param name="wish">For how long the service wants to be left alone; null: it does not say.</param>
    /// <returns>True: it was closed, and is open now.</returns>
    public bool Failed(TimeSpan? wish)
    {
        lock (_lock)
        {
            _isProbing = false;
            if (++_failures < Failures && !_isOpen)
            {
                return false;
            }

            var wasOpen = _isOpen;
            _rest = wish is { } asked && asked > TimeSpan.Zero ? (asked < LongestRest ? asked : LongestRest) : Rest;
            (_isOpen, _openedAt) = (true, time.GetTimestamp());
            return !wasOpen;
        }
    }

    /// <summary>Nobody waited for the answer: nothing was learned.</summary>
    public void Abandoned()
    {
        lock (_lock)
        {
            _isProbing = false;
        }
    }
}

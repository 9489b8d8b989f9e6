namespace Orleans.Gateway.Grains.Backends.Circuits;

/// <summary>Calls and failures within an interval, in ten steps: what is older than the interval is forgotten a tenth at a time. Not thread-safe.</summary>
internal sealed class RuleWindow(TimeSpan interval)
{
    private const int Steps = 10;

    private readonly (long Step, int Calls, int Failures)[] _steps = new (long, int, int)[Steps];
    private readonly long _stepTicks = Math.Max(1, interval.Ticks / Steps);

    /// <summary>Failures up to now without a success in between.</summary>
    public int Run { get; private set; }

    public void Add(int calls, int failures, TimeSpan now)
    {
        var step = now.Ticks / _stepTicks;
        ref var slot = ref _steps[step % Steps];
        if (slot.Step != step)
        {
            slot = (step, 0, 0);
        }

        slot.Calls += calls;
        slot.Failures += failures;
    }

    /// <summary>One call more: it failed in the sense of the rule, succeeded, or did neither.</summary>
    public void Add(bool failed, bool succeeded, TimeSpan now)
    {
        Add(1, failed ? 1 : 0, now);
        Run = failed ? Run + 1 : succeeded ? 0 : Run;
    }

    public void SetRun(int run) => Run = run;

    public RuleTally At(TimeSpan now)
    {
        var oldest = (now.Ticks / _stepTicks) - Steps + 1;
        var (calls, failures) = (0, 0);
        foreach (var slot in _steps)
        {
            if (slot.Step >= oldest)
            {
                calls += slot.Calls;
                failures += slot.Failures;
            }
        }

        return new(calls, failures, Run);
    }

    public void Clear()
    {
        Array.Clear(_steps);
        Run = 0;
    }
}

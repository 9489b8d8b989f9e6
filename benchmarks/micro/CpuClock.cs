using Perfolizer.Horology;

namespace Orleans.Gateway.Micro;

/// <summary>Counts the CPU time of this process instead of the time on the wall: other work on the machine is then not counted.</summary>
internal sealed class CpuClock : IClock
{
    public string Title => "CPU time";

    public bool IsAvailable => true;

    public Frequency Frequency => new(TimeSpan.TicksPerSecond);

    public long GetTimestamp() => Environment.CpuUsage.TotalTime.Ticks;
}

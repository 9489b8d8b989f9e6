using System.Globalization;

namespace Orleans.Gateway.Harness;

/// <summary>What the kernel says about a process and those that it has started. Linux only.</summary>
internal static class ProcessFigures
{
    /// <summary>The unit of /proc/PID/stat: 100 in a second on every Linux that matters (getconf CLK_TCK).</summary>
    private const double TicksPerSecond = 100;

    /// <summary>User and system time so far.</summary>
    public static TimeSpan Cpu(int process) => TimeSpan.FromSeconds(Family(process).Sum(id => Stat(id) is { } stat ? Number(stat[11]) + Number(stat[12]) : 0) / TicksPerSecond);

    /// <summary>Resident memory, in bytes. What processes share counts for each of them.</summary>
    public static long Resident(int process) => Family(process).Sum(ResidentOfOne);

    /// <summary>The process and those that it has started.</summary>
    public static int Count(int process) => Family(process).Count;

    /// <summary>The process, those that it has started, and so on.</summary>
    private static List<int> Family(int process)
    {
        var family = new List<int> { process };
        for (var i = 0; i < family.Count; i++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{family[i]}/task/{family[i]}/children");
            if (File.Exists(path))
            {
                family.AddRange(File.ReadAllText(path).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => (int)Number(id)));
            }
        }

        return family;
    }

    private static string[]? Stat(int process)
    {
        try
        {
            // The name of the program is in parentheses and may hold spaces; the fields behind it are separated by one each.
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null; // It has ended.
        }
    }

    private static long ResidentOfOne(int process)
    {
        try
        {
            return File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status"))
                .Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
                .Sum(line => Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024);
        }
        catch (IOException)
        {
            return 0; // It has ended.
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}

using Microsoft.Extensions.Time.Testing;
using Orleans.Gateway.Grains.Chat;

namespace Orleans.Gateway.Grains.Tests.Chat;

public sealed class DeadlineTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _hangUp = new();

    public void Dispose() => _hangUp.Dispose();

    /// <summary>
    /// First limit 60 s, idle limit 10 s (from the switch on), total 100 s. One story a line, second by second, and whether the call is over in the end.
    /// </summary>
    public static TheoryData<string, bool, bool> Stories => new()
    {
        { "59", false, false },
        { "60", true, true },
        { "59 switch, 68", false, false },               // the first limit is off, the idle one runs
        { "59 switch, 69", true, true },
        { "5 touch, 64", false, false },                 // something arrived: the limit starts anew
        { "5 touch, 65", true, true },
        { "1 switch, 10 touch, 19 touch, 28", false, false },
        { "1 switch, 10 touch, 19 touch, 29", true, true },
        { "50 touch, 99", false, false },
        { "50 touch, 100", true, true },                 // the total runs through, whatever arrives
        { "91 ", true, true },
        { "9 switch, 18 touch, 27 touch, 36 touch, 45 touch, 54 touch, 63 touch, 72 touch, 81 touch, 90 touch, 99 touch, 100", true, true },
        { "30 hangup", true, false },                    // nobody's limit
        { "60, 61 hangup", true, true },
        { "200", true, true },
    };

    [Theory]
    [MemberData(nameof(Stories))]
    public void Story_ends(string story, bool over, bool expired)
    {
        using var deadline = new Deadline(_time, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(60), _hangUp.Token);
        var now = 0;
        foreach (var step in story.Split(", "))
        {
            var words = step.Split(' ');
            var at = int.Parse(words[0], null);
            _time.Advance(TimeSpan.FromSeconds(at - now));
            now = at;
            switch (words.ElementAtOrDefault(1))
            {
                case "touch":
                    deadline.Touch();
                    break;
                case "switch":
                    deadline.Switch(TimeSpan.FromSeconds(10));
                    break;
                case "hangup":
                    _hangUp.Cancel();
                    break;
            }
        }

        Assert.Equal((over, expired), (deadline.Token.IsCancellationRequested, deadline.Expired));
    }

    [Fact]
    public void A_total_shorter_than_the_first_limit_wins()
    {
        using var deadline = new Deadline(_time, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60), _hangUp.Token);

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.True(deadline.Expired);
    }

    [Fact]
    public void A_call_whose_client_has_left_already_is_over_from_the_start()
    {
        _hangUp.Cancel();
        using var deadline = new Deadline(_time, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5), _hangUp.Token);

        Assert.True(deadline.Token.IsCancellationRequested);
        Assert.False(deadline.Expired);
    }

    [Fact]
    public void Nothing_happens_after_its_end()
    {
        var deadline = new Deadline(_time, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5), _hangUp.Token);
        deadline.Dispose();

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.False(deadline.Expired);
    }
}

using Orleans.Gateway.Grains.Backends.Gates;

namespace Orleans.Gateway.Grains.Tests.Backends.Gates;

public class FairQueueTests
{
    [Theory]
    [InlineData("a1 a2 a3 b1 c1", "a1 b1 c1 a2 a3")] // one that sends much waits behind its own
    [InlineData("a1 b1 b2 a2 c1 b3", "a1 b1 c1 a2 b2 b3")]
    [InlineData("a1 b1 -a1 a2", "b1 a2")]
    [InlineData("a1 a2 -a1 b1", "a2 b1")]
    [InlineData("a1 a2 ! b1 a3 !", "a1 a2 b1 a3")]
    [InlineData("", "")]
    public void Subscriptions_take_turns(string acts, string expected)
    {
        var queue = new FairQueue<string>();
        var served = new List<string>();
        foreach (var act in acts.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (act[0])
            {
                case '-':
                    Assert.True(queue.Remove(act[1..2], act[1..]));
                    Assert.False(queue.Remove(act[1..2], act[1..]));
                    break;
                case '!':
                    served.Add(queue.Dequeue()!);
                    break;
                default:
                    queue.Enqueue(act[..1], act);
                    break;
            }
        }

        while (queue.Dequeue() is { } next)
        {
            served.Add(next);
        }

        Assert.Equal(expected, string.Join(' ', served));
        Assert.Equal(0, queue.Count);
    }
}

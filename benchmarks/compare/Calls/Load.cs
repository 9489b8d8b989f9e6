using System.Diagnostics;
using Orleans.Gateway.Compare.Lanes;
using Orleans.Gateway.Harness;

namespace Orleans.Gateway.Compare.Calls;

/// <summary>Clients of one lane, each a thread with a connection of its own.</summary>
internal sealed class Load : IDisposable
{
    private readonly byte[] _request;
    private readonly Scenario _scenario;
    private readonly MockBytes _bytes;
    private readonly Target _target;
    private readonly Connection?[] _connections;
    private readonly Outcome _outcome = new();

    public Load(Target target, Scenario scenario, MockBytes bytes, int clients)
    {
        (_target, _scenario, _bytes) = (target, scenario, bytes);
        _request = target.Request(scenario.IsStream, scenario.BodyBytes);
        _connections = new Connection?[clients];
    }

    /// <summary>Opens all connections, with one call each; <see cref="Outcome"/> has only what failed.</summary>
    /// <param name="target">To where the mock answers whole: a paced stream would take its time.</param>
    public void Prime(Target target)
    {
        var request = target.Request(stream: false, Bodies.Small);
        EachClient(client => Call(client, request, isStream: false, parse: false));
        _outcome.Calls = 0;
    }

    /// <summary>Each client calls again as soon as it has its answer.</summary>
    public Outcome Closed(TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        EachClient(client =>
        {
            for (var count = 0; clock.Elapsed < time; count++)
            {
                var begin = clock.Elapsed;
                if (Call(client, _request, _scenario.IsStream, parse: count % AnswerCheck.Sample == 0) && _scenario.IsTimed)
                {
                    _outcome.Took(clock.Elapsed - begin);
                }
            }
        });
        return Ended(clock);
    }

    /// <summary>All clients call so many times, one call after another.</summary>
    public Outcome Turns(int turns)
    {
        var clock = Stopwatch.StartNew();
        EachClient(client =>
        {
            for (var turn = 0; turn < turns; turn++)
            {
                Call(client, _request, _scenario.IsStream, parse: client == 0);
            }
        });
        return Ended(clock);
    }

    /// <summary>
    /// Calls come at random moments at a given rate, whether those before are answered or not: a client that is still waiting when its next call is
    /// due makes it late, and the call counts from when it was due.
    /// </summary>
    /// <param name="rate">Of all clients together, a second.</param>
    public Outcome Open(double rate, TimeSpan time, int seed)
    {
        // Nobody sets it: a wait for the clock that holds the thread, as an asynchronous one would not.
        using var never = new ManualResetEvent(false);
        var clock = Stopwatch.StartNew();
        EachClient(client =>
        {
            var random = new Random(HashCode.Combine(seed, client));
            var due = TimeSpan.Zero;
            for (var count = 0; ; count++)
            {
                due += TimeSpan.FromSeconds(-Math.Log(1 - random.NextDouble()) * _connections.Length / rate);
                if (due >= time)
                {
                    return;
                }

                var early = due - clock.Elapsed;
                if (early > TimeSpan.Zero)
                {
                    never.WaitOne(early);
                }

                // What the timer is late by is not the lane's; what the call before was late by is.
                var begin = early > TimeSpan.Zero ? clock.Elapsed : due;
                if (Call(client, _request, _scenario.IsStream, parse: count % AnswerCheck.Sample == 0))
                {
                    _outcome.Took(clock.Elapsed - begin);
                }
            }
        });
        return Ended(clock);
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection?.Dispose();
        }
    }

    private Outcome Ended(Stopwatch clock)
    {
        _outcome.Elapsed = clock.Elapsed;
        return _outcome;
    }

    private void EachClient(Action<int> run)
    {
        var threads = Enumerable.Range(0, _connections.Length).Select(client => new Thread(() => run(client), 256 * 1024)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
    }

    private bool Call(int client, byte[] request, bool isStream, bool parse)
    {
        string? mistake;
        try
        {
            var connection = _connections[client] ??= new Connection(_target.Server(client));
            var status = connection.Call(request);
            mistake = AnswerCheck.Mistake(status, connection.Body, isStream, _bytes, parse);
        }
        catch (Exception error)
        {
            mistake = error.Message;
            _connections[client]?.Dispose();
            _connections[client] = null;
        }

        _outcome.Count(mistake);
        return mistake is null;
    }
}

using System.Collections.Concurrent;
using Orleans.Gateway.Grains.Tests.States;
using Orleans.Storage;

namespace Orleans.Gateway.Grains.Tests.Owners;

/// <summary>
/// A store in memory that keeps what every real one keeps: the JSON of the product's own serializer, with a version. It fails on demand, and says
/// when it was written.
/// </summary>
internal sealed class StateStore : IGrainStorage
{
    private readonly ConcurrentDictionary<string, (string Json, int Version)> _entries = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _writes = new();

    /// <summary>The state whose writes fail; null: none.</summary>
    public string? Failing { get; set; }

    /// <summary>The state whose writes arrive, and whose answers do not; null: none.</summary>
    public string? Unanswered { get; set; }

    /// <summary>How many writes failed or came through, by state.</summary>
    public ConcurrentDictionary<string, int> Attempts { get; } = new();

    public string this[string state, string grain]
    {
        get => _entries[$"{state}|{grain}"].Json;
        set => _entries[$"{state}|{grain}"] = (value, 1);
    }

    /// <summary>Completes with the next attempt to write this state, failed or not. To be called before what causes it.</summary>
    public Task NextWriteOf(string state) => _writes.GetOrAdd(state, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_entries.TryGetValue(Key(stateName, grainId), out var entry))
        {
            grainState.State = StateJson.Read<T>(entry.Json);
            grainState.ETag = $"{entry.Version}";
            grainState.RecordExists = true;
        }
        else
        {
            grainState.State = Activator.CreateInstance<T>();
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Attempts.AddOrUpdate(stateName, 1, (_, count) => count + 1);
        try
        {
            if (stateName == Failing)
            {
                throw new TimeoutException("The store does not answer.");
            }

            var key = Key(stateName, grainId);
            var version = _entries.TryGetValue(key, out var entry) ? entry.Version : 0;
            if (version > 0 && grainState.ETag != $"{version}")
            {
                throw new InconsistentStateException("Written by somebody else.", $"{version}", grainState.ETag);
            }

            _entries[key] = (StateJson.Write(grainState.State), version + 1);
            if (stateName == Unanswered)
            {
                throw new TimeoutException("The store does not answer.");
            }

            grainState.ETag = $"{version + 1}";
            grainState.RecordExists = true;
        }
        finally
        {
            if (_writes.TryRemove(stateName, out var waiting))
            {
                waiting.SetResult();
            }
        }

        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _entries.TryRemove(Key(stateName, grainId), out _);
        (grainState.State, grainState.ETag, grainState.RecordExists) = (Activator.CreateInstance<T>(), null!, false);
        return Task.CompletedTask;
    }

    private static string Key(string state, GrainId grain) => $"{state}|{grain}";
}

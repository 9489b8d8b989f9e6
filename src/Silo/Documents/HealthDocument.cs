using System.Text.Json;
using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Backends;

namespace Orleans.Gateway.Silo.Documents;

/// <summary>How a backend is, as the admin API shows it: names, counts and times in seconds; never a provider's text.</summary>
public static class HealthDocument
{
    /// <summary>The targets of an alias, in the order of its definition.</summary>
    public static void Write(Utf8JsonWriter json, AliasHealth alias)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(alias);
        json.WriteStartObject();
        json.WriteNumber("version"u8, alias.Version);
        json.WriteStartArray("targets"u8);
        foreach (var target in alias.Targets)
        {
            json.WriteStartObject();
            json.WriteString("backend"u8, target.Backend);
            json.WriteNumber("priority"u8, target.Priority);
            json.WriteNumber("weight"u8, target.Weight);
            if (target.Status is { } status)
            {
                Write(json, status);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The property <c>health</c>.</summary>
    public static void Write(Utf8JsonWriter json, BackendStatus status)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(status);
        var health = status.Health;
        json.WriteStartObject("health"u8);
        json.WriteString("phase"u8, health.Phase switch { CircuitPhase.Closed => "closed", CircuitPhase.HalfOpen => "halfOpen", _ => "open" });
        json.WriteString("mode"u8, health.Mode switch { CircuitMode.Auto => "auto", CircuitMode.Open => "open", _ => "closed" });
        Write(json, "reason", health.Reason switch
        {
            CircuitReason.Failures => "failures",
            CircuitReason.RateLimited => "rateLimited",
            CircuitReason.OutOfCredit => "outOfCredit",
            CircuitReason.Manual => "manual",
            _ => null,
        });
        json.WriteNumber("forSeconds"u8, Math.Round(health.For.TotalSeconds, 1));
        json.WriteNumber("reopensInSeconds"u8, Math.Round(health.ReopensIn.TotalSeconds, 1));
        Write(json, "lastError", health.LastError);
        if (health.LastStatus is { } last)
        {
            json.WriteNumber("lastStatus"u8, last);
        }

        json.WriteNumber("inFlight"u8, status.InFlight);
        Write(json, status.FirstContent50, status.FirstContent95);
        json.WriteStartArray("silos"u8);
        foreach (var silo in status.Silos)
        {
            json.WriteStartObject();
            json.WriteString("silo"u8, silo.Silo);
            json.WriteNumber("inFlight"u8, silo.InFlight);
            json.WriteNumber("waiting"u8, silo.Waiting);
            json.WriteBoolean("openHere"u8, silo.IsOpenHere);
            Write(json, silo.FirstContent50, silo.FirstContent95);
            json.WriteNumber("seenSecondsAgo"u8, Math.Round(silo.SeenAgo.TotalSeconds, 1));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string property, string? text)
    {
        if (text is not null)
        {
            json.WriteString(property, text);
        }
    }

    private static void Write(Utf8JsonWriter json, TimeSpan? median, TimeSpan? slow)
    {
        if (median is { } half && slow is { } most)
        {
            json.WriteNumber("firstContentSecondsP50"u8, Math.Round(half.TotalSeconds, 3));
            json.WriteNumber("firstContentSecondsP95"u8, Math.Round(most.TotalSeconds, 3));
        }
    }
}

using System.Text.Json;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Writes what a backend says about its circuit and about calls at once. What has its default is left out.</summary>
internal static class CircuitWriting
{
    public static void WriteCircuit(this Utf8JsonWriter json, BackendDefinition backend)
    {
        var defaults = new BackendDefinition { Format = backend.Format };
        if (backend.Circuit is { } circuit)
        {
            json.WriteStartObject("circuit");
            Write(json, circuit);
            json.WriteEndObject();
        }

        json.WriteNumber("maxConcurrent", backend.MaxConcurrent, null);
        json.WriteNumber("maxQueue", backend.MaxQueue, defaults.MaxQueue);
        json.WriteTime("queueTimeout", backend.QueueTimeout, defaults.QueueTimeout);
    }

    private static void Write(Utf8JsonWriter json, CircuitDefinition circuit)
    {
        var defaults = new CircuitDefinition();
        json.WriteFlag("enabled", circuit.Enabled, defaults.Enabled);
        if (circuit.Rules is { } rules)
        {
            json.WriteStartArray("rules");
            foreach (var rule in rules)
            {
                Write(json, rule);
            }

            json.WriteEndArray();
        }

        json.WriteTime("trip", circuit.Trip, defaults.Trip);
        json.WriteTime("maxTrip", circuit.MaxTrip, defaults.MaxTrip);
        json.WriteFlag("acceptRetryAfter", circuit.AcceptRetryAfter, defaults.AcceptRetryAfter);
    }

    private static void Write(Utf8JsonWriter json, CircuitRuleDefinition rule)
    {
        json.WriteStartObject();
        json.WriteNumber("failures", rule.Failures, null);
        json.WriteNumber("percent", rule.Percent, null);
        json.WriteNumber("minimumCalls", rule.MinimumCalls, new CircuitRuleDefinition().MinimumCalls);
        json.WriteTime("interval", rule.Interval, null);
        if (rule.Statuses.Count > 0)
        {
            json.WriteTexts("statuses", rule.Statuses);
        }

        if (rule.Errors.Count > 0)
        {
            json.WriteTexts("errors", rule.Errors);
        }

        json.WriteEndObject();
    }
}

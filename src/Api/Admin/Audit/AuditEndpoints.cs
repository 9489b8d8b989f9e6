using System.Globalization;
using System.Text.Json;
using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Contracts.Audit;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Api.Admin.Audit;

/// <summary>Reads the audit log, day by day.</summary>
internal static class AuditEndpoints
{
    public static void Map(AdminRoutes admin)
    {
        admin.Map(
            new("GET", "/audit", AdminRole.Admin, "The audit records of a day, newest first")
            {
                Query = [("day", "A day in UTC, for example 2026-01-31. Default today."), ("limit", "How many at most, from 1 to 200. Default 50."), ("after", "The value of next in the answer before.")],
            },
            ListAsync);
        admin.Map(
            new("GET", "/audit/verification", AdminRole.Admin, "Whether the records of a day are all there and as they were written") { Query = [("day", "A day in UTC. Default today.")] },
            async call => Results.Json(await Owner(call).VerifyAsync(), AdminJson.Strict));
    }

    private static async Task<IResult> ListAsync(AdminCall call)
    {
        var limit = call.Number("limit", 50, 1, 200);
        long? before = call.Query("after") is null ? null : call.Number("after", 0, 1, int.MaxValue);
        var records = await Owner(call).ReadAsync(before, limit);
        return AdminJson.Result(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items"u8);
            foreach (var record in records)
            {
                Write(json, record);
            }

            json.WriteEndArray();
            if (records.Count == limit && records[^1].Sequence > 1)
            {
                json.WriteString("next"u8, records[^1].Sequence.ToString(CultureInfo.InvariantCulture));
            }

            json.WriteEndObject();
        });
    }

    private static IAuditGrain Owner(AdminCall call)
    {
        var day = call.Query("day") ?? AuditLog.Day(call.Service<TimeProvider>().GetUtcNow());
        return DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? call.Grains.GetGrain<IAuditGrain>(day)
            : throw new DefinitionRejectedException([new("day", "is not a day. Write it as 2026-01-31.")]);
    }

    private static void Write(Utf8JsonWriter json, AuditRecord record)
    {
        var entry = record.Entry;
        json.WriteStartObject();
        json.WriteNumber("sequence"u8, record.Sequence);
        json.WriteString("at"u8, entry.At);
        json.WriteString("by"u8, entry.By);
        Text(json, "role", entry.Role);
        Text(json, "ip", entry.Ip);
        json.WriteString("action"u8, entry.Action);
        json.WriteString("object"u8, entry.Object);
        json.WriteNumber("status"u8, entry.Status);
        Text(json, "reason", entry.Reason);
        if (entry.Epoch is { } epoch)
        {
            json.WriteNumber("epoch"u8, epoch);
        }

        Raw(json, "before", entry.Before);
        Raw(json, "after", entry.After);
        json.WriteString("previous"u8, record.Previous);
        json.WriteString("hash"u8, record.Hash);
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, string property, string? text)
    {
        if (text is not null)
        {
            json.WriteString(property, text);
        }
    }

    // Earlier versions have left words that are no JSON, and a record stays as it was written.
    private static void Raw(Utf8JsonWriter json, string property, string? value)
    {
        if (value is not null && IsJson(value))
        {
            json.WritePropertyName(property);
            json.WriteRawValue(value);
        }
        else
        {
            Text(json, property, value);
        }
    }

    private static bool IsJson(string value)
    {
        try
        {
            JsonElement.Parse(value);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

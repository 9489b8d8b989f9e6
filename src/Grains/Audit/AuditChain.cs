using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Orleans.Gateway.Contracts.Audit;

namespace Orleans.Gateway.Grains.Audit;

/// <summary>How audit records hold on to each other.</summary>
internal static class AuditChain
{
    /// <summary>What the very first record continues.</summary>
    public static string Start { get; } = new('0', 64);

    public static AuditRecord Next(string previous, long sequence, AuditEntry entry) => new(sequence, entry, previous, Hash(previous, sequence, entry));

    /// <summary>The sequence of the first record that does not continue the one before it, or was changed; null when there is none.</summary>
    public static long? Broken(IReadOnlyList<AuditRecord> records)
    {
        for (var at = 0; at < records.Count; at++)
        {
            var record = records[at];
            if (record.Sequence != at + 1 || (at > 0 && record.Previous != records[at - 1].Hash) || record.Hash != Hash(record.Previous, record.Sequence, record.Entry))
            {
                return at + 1;
            }
        }

        return null;
    }

    // One spelling for one record, whatever later versions add: new fields come last, and only where they have a value.
    private static string Hash(string previous, long sequence, AuditEntry entry)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            json.WriteStringValue(previous);
            json.WriteNumberValue(sequence);
            json.WriteStringValue(entry.At.ToUniversalTime());
            foreach (var text in (string?[])[entry.By, entry.Role, entry.Ip, entry.Action, entry.Object, entry.Before, entry.After, entry.Reason])
            {
                json.WriteStringValue(text);
            }

            json.WriteNumberValue(entry.Status);
            json.WriteNumberValue(entry.Epoch ?? -1);
            json.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }
}

namespace Orleans.Gateway.Translation.OpenAiToOpenAi;

/// <summary>One server-sent event as it is being found, line by line. All offsets count from the event's first byte.</summary>
internal struct EventFrame
{
    /// <summary>Where the line begins that has no end yet.</summary>
    public int LineStart;

    /// <summary>Up to here there is no further line end.</summary>
    public int Scanned;

    public int DataLines;

    /// <summary>The value of the last <c>data</c> line.</summary>
    public (int Start, int Length) Data;

    /// <summary>The event is named <c>error</c>.</summary>
    public bool IsError;

    /// <summary>There is a line that only a stream has, beside those with data: a comment, or a name.</summary>
    public bool HasOthers;

    /// <summary>Takes in one line, which is not empty.</summary>
    public void Line(ReadOnlySpan<byte> line, int start)
    {
        if (line.StartsWith("data:"u8))
        {
            var value = line is [_, _, _, _, _, (byte)' ', ..] ? 6 : 5;
            Data = (start + value, line.Length - value);
            DataLines++;
        }
        else if (line.SequenceEqual("data"u8))
        {
            Data = (start + line.Length, 0);
            DataLines++;
        }
        else if (line[0] == (byte)':')
        {
            HasOthers = true;
        }
        else if (line.StartsWith("event:"u8))
        {
            HasOthers = true;
            IsError = line[6..].Trim((byte)' ').SequenceEqual("error"u8);
        }
    }

    /// <summary>All <c>data</c> lines put together, for the rare event that has several.</summary>
    public static byte[] Joined(ReadOnlySpan<byte> frame)
    {
        var joined = new List<byte>();
        var lines = new EventFrame();
        for (var start = 0; start < frame.Length;)
        {
            var end = frame[start..].IndexOfAny((byte)'\n', (byte)'\r') is var at and >= 0 ? start + at : frame.Length;
            var before = lines.DataLines;
            if (end > start)
            {
                lines.Line(frame[start..end], start);
            }

            if (lines.DataLines > before)
            {
                // Where lines meet there is white space between two tokens of JSON, so a blank does as well as the line feed.
                joined.AddRange(before > 0 ? " "u8 : default);
                joined.AddRange(frame.Slice(lines.Data.Start, lines.Data.Length));
            }

            start = end + 1;
        }

        return [.. joined];
    }
}

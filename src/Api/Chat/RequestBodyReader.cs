using System.Buffers;

namespace Orleans.Gateway.Api.Chat;

/// <summary>A request body in one piece of pooled memory. Goes back to the pool when it is disposed: not before the call has returned.</summary>
internal readonly struct PooledBody(byte[] bytes, int length) : IDisposable
{
    public ReadOnlyMemory<byte> Memory => bytes.AsMemory(0, length);

    public void Dispose() => ArrayPool<byte>.Shared.Return(bytes);
}

/// <summary>Reads request bodies, counting what really comes, not what was announced.</summary>
internal static class RequestBodyReader
{
    /// <summary>Null: the body is larger than <paramref name="limit"/> bytes.</summary>
    /// <exception cref="IOException">The client broke off, or Kestrel refused the body.</exception>
    public static async ValueTask<PooledBody?> ReadAsync(HttpRequest request, int limit, CancellationToken cancellation)
    {
        if (request.ContentLength > limit)
        {
            return null;
        }

        var bytes = ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? 4096) + 1);
        var length = 0;
        var kept = false;
        try
        {
            var reader = request.BodyReader;
            while (true)
            {
                var result = await reader.ReadAsync(cancellation);
                foreach (var segment in result.Buffer)
                {
                    if (length + segment.Length > limit)
                    {
                        reader.AdvanceTo(result.Buffer.End);
                        return null;
                    }

                    bytes = Fit(bytes, length, segment.Length);
                    segment.CopyTo(bytes.AsMemory(length));
                    length += segment.Length;
                }

                reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    kept = true;
                    return new PooledBody(bytes, length);
                }
            }
        }
        finally
        {
            if (!kept)
            {
                ArrayPool<byte>.Shared.Return(bytes);
            }
        }
    }

    private static byte[] Fit(byte[] bytes, int length, int more)
    {
        if (length + more <= bytes.Length)
        {
            return bytes;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(length + more, bytes.Length * 2));
        bytes.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(bytes);
        return larger;
    }
}

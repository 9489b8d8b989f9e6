using System.Buffers;
using System.Runtime.CompilerServices;
using Orleans.Gateway.Api.Errors;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Api.Chat;

/// <summary>A request body in one piece of pooled memory. Goes back to the pool when it is disposed: not before the call has returned.</summary>
internal readonly struct PooledBody(byte[] bytes, int length, Admission? admission) : IDisposable
{
    public ReadOnlyMemory<byte> Memory => bytes.AsMemory(0, length);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(bytes);
        Forget();
    }

    /// <summary>Leaves the memory to the collector, since somebody may still read it.</summary>
    public void Forget() => admission?.LetGo(bytes.Length);
}

/// <summary>A body, or why there is none.</summary>
internal readonly record struct BodyReading(PooledBody Body, GatewayError? Refused = null);

/// <summary>Reads request bodies, counting what really comes, not what was announced.</summary>
internal static class RequestBodyReader
{
    /// <summary>Memory for more than that is only taken as the bytes arrive: an announcement costs a client nothing.</summary>
    private const int Believed = 64 * 1024;

    /// <summary>For bodies of operators, which are small and few. Null: the body is larger than <paramref name="limit"/> bytes.</summary>
    /// <exception cref="IOException">The client broke off, or Kestrel refused the body.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<PooledBody?> ReadAsync(HttpRequest request, int limit, CancellationToken cancellation) =>
        await ReadAsync(request, limit, null, cancellation) is { Refused: null } read ? read.Body : null;

    /// <param name="limit">In bytes.</param>
    /// <param name="admission">Whose limit the body counts against; null: nobody's.</param>
    /// <exception cref="IOException">The client broke off, or Kestrel refused the body.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<BodyReading> ReadAsync(HttpRequest request, int limit, Admission? admission, CancellationToken cancellation)
    {
        if (request.ContentLength > limit)
        {
            return new(default, FrontErrors.BodyTooLarge(limit));
        }

        if (admission?.HasRoomFor(request.ContentLength ?? 0) == false)
        {
            return new(default, FrontErrors.Overloaded);
        }

        var bytes = ArrayPool<byte>.Shared.Rent((int)Math.Min(request.ContentLength ?? 4096, Believed) + 1);
        var held = 0L;
        var length = 0;
        var kept = false;
        try
        {
            if (admission?.TryHold(bytes.Length) == false)
            {
                return new(default, FrontErrors.Overloaded);
            }

            held = bytes.Length;
            var reader = request.BodyReader;
            while (true)
            {
                var result = await reader.ReadAsync(cancellation);
                foreach (var segment in result.Buffer)
                {
                    if (length + segment.Length > limit)
                    {
                        reader.AdvanceTo(result.Buffer.End);
                        return new(default, FrontErrors.BodyTooLarge(limit));
                    }

                    bytes = Fit(bytes, length, segment.Length);
                    if (bytes.Length != held)
                    {
                        if (admission?.TryHold(bytes.Length - held, held) == false)
                        {
                            reader.AdvanceTo(result.Buffer.End);
                            return new(default, FrontErrors.Overloaded);
                        }

                        held = bytes.Length;
                    }

                    segment.CopyTo(bytes.AsMemory(length));
                    length += segment.Length;
                }

                reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    kept = true;
                    return new(new PooledBody(bytes, length, admission));
                }
            }
        }
        finally
        {
            if (!kept)
            {
                ArrayPool<byte>.Shared.Return(bytes);
                admission?.LetGo(held);
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

namespace Orleans.Gateway.Translation.Errors;

/// <summary>The client's request cannot be served as it is: OpenAI's own 400, with the client's name of the field. No provider is asked.</summary>
/// <param name="message">Says what is wrong and what to do, in OpenAI's wording where OpenAI has one.</param>
/// <param name="param">The field at fault, for example <c>messages[3].content[1].type</c>.</param>
/// <param name="code">OpenAI's error code, for example <c>unsupported_value</c>.</param>
public sealed class RequestRejectedException(string message, string? param = null, string? code = null) : Exception(message)
{
    public string? Param { get; } = param;

    public string? Code { get; } = code;

    /// <summary>The HTTP status.</summary>
    /// <value>Default 400.</value>
    public int Status { get; init; } = 400;
}

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

internal static class ServiceTier
{
    public static void Write(Draft draft)
    {
        var tier = draft[RequestField.ServiceTier];
        if (tier.IsNothing)
        {
            return;
        }

        if (!tier.IsString)
        {
            throw Reject.Type("service_tier", "a string", tier);
        }

        var isDefault = tier.Is("default"u8) || tier.Is("standard_only"u8);
        if (!draft.Can.PriorityTier || tier.Is("flex"u8))
        {
            if (!tier.Is("auto"u8) && !isDefault)
            {
                draft.Drop("service_tier");
            }

            return;
        }

        if (!isDefault && !tier.Is("auto"u8) && !tier.Is("priority"u8) && !tier.Is("fast"u8) && !tier.Is("scale"u8))
        {
            throw Reject.Value("service_tier", tier.GetString(), "'auto', 'default', 'flex', 'scale', and 'priority'");
        }

        draft.Out.Raw(isDefault ? "\"service_tier\":\"standard_only\","u8 : "\"service_tier\":\"auto\","u8);
    }
}

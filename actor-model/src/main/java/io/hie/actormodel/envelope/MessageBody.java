package io.hie.actormodel.envelope;

import java.util.Map;

/**
 * The bytes of a message and what is known of their schema.
 *
 * @param schemaName such as {@code ADT_A01} or {@code Patient}; empty if unknown
 * @param schemaNamespace such as {@code urn:hl7-org:v2}; empty if unknown
 * @param rawPayload the bytes exactly as received or made
 * @param validation what a validation found
 * @param customProperties whatever else an item wants to say of the body
 */
public record MessageBody(
    String schemaName,
    String schemaNamespace,
    Payload rawPayload,
    Validation validation,
    Map<String, String> customProperties) {

  public MessageBody {
    customProperties = Map.copyOf(customProperties);
  }

  public MessageBody withValidation(Validation validation) {
    return new MessageBody(schemaName, schemaNamespace, rawPayload, validation, customProperties);
  }

  public MessageBody withRawPayload(Payload rawPayload) {
    return new MessageBody(
        schemaName,
        schemaNamespace,
        rawPayload,
        Validation.NotValidated.INSTANCE,
        customProperties);
  }
}

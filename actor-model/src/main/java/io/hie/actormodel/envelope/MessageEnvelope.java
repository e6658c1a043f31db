package io.hie.actormodel.envelope;

import java.nio.charset.Charset;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A message: header and body. Immutable, and cheap: under 500 bytes of heap beside the payload and
 * under a microsecond to make.
 */
public record MessageEnvelope(MessageHeader header, MessageBody body) {

  private static final String HL7_NAMESPACE = "urn:hl7-org:v2";
  private static final String FHIR_NAMESPACE = "http://hl7.org/fhir";

  /**
   * An HL7 v2 message.
   *
   * @param structure message structure or type, such as {@code ADT_A01}; empty if unknown
   * @param version MSH-12, such as {@code 2.4}
   * @param charset IANA name of the character set that the bytes are in
   */
  public static MessageEnvelope hl7(
      Payload raw, String structure, String version, String charset, String source, Instant at) {
    return make(
        raw,
        ContentType.HL7_V2,
        "io.hie.protocols.hl7.Hl7Message",
        structure,
        HL7_NAMESPACE,
        version,
        charset,
        source,
        at);
  }

  /**
   * A FHIR resource as JSON.
   *
   * @param resourceType such as {@code Patient}
   * @param version such as {@code R4}
   */
  public static MessageEnvelope fhir(
      Payload raw, String resourceType, String version, String source, Instant at) {
    return make(
        raw,
        ContentType.FHIR_JSON,
        "com.fasterxml.jackson.databind.JsonNode",
        resourceType,
        FHIR_NAMESPACE,
        version,
        "UTF-8",
        source,
        at);
  }

  /** Anything else; {@code contentType} decides which parser reads it. */
  public static MessageEnvelope custom(
      Payload raw,
      String contentType,
      String schemaName,
      String schemaVersion,
      Charset charset,
      String source,
      Instant at) {
    return make(raw, contentType, "", schemaName, "", schemaVersion, charset.name(), source, at);
  }

  private static MessageEnvelope make(
      Payload raw,
      String contentType,
      String bodyClassName,
      String schemaName,
      String schemaNamespace,
      String schemaVersion,
      String encoding,
      String source,
      Instant at) {
    String id = MessageId.next();
    return new MessageEnvelope(
        new MessageHeader(
            id,
            id,
            at,
            source,
            "",
            bodyClassName,
            contentType,
            schemaVersion,
            encoding,
            MessageHeader.DEFAULT_PRIORITY,
            null,
            0,
            Map.of()),
        new MessageBody(
            schemaName, schemaNamespace, raw, Validation.NotValidated.INSTANCE, Map.of()));
  }

  /**
   * A message made from this one: a new id, this one's correlation, priority and time to live, the
   * bytes given.
   *
   * @param id id of the new message; stable when the same step is repeated after a crash
   */
  public MessageEnvelope derived(String id, String source, Payload raw) {
    MessageHeader h = header;
    return new MessageEnvelope(
        new MessageHeader(
            id,
            h.correlationId(),
            h.timestamp(),
            source,
            "",
            h.bodyClassName(),
            h.contentType(),
            h.schemaVersion(),
            h.encoding(),
            h.priority(),
            h.ttl(),
            0,
            h.customProperties()),
        body.withRawPayload(raw));
  }

  public MessageEnvelope withHeader(MessageHeader header) {
    return new MessageEnvelope(header, body);
  }

  public MessageEnvelope withBody(MessageBody body) {
    return new MessageEnvelope(header, body);
  }

  /**
   * The body as text, in the character set that the header names.
   *
   * @throws IllegalArgumentException if this JVM does not know the character set
   */
  public String text() {
    return body.rawPayload().decode(Charset.forName(header.encoding()));
  }

  /**
   * A text as bytes in the character set of this message, for another body of it.
   *
   * @throws IllegalArgumentException if this JVM does not know the character set
   */
  public Payload encode(String text) {
    return Payload.of(text, Charset.forName(header.encoding()));
  }

  /**
   * The body as a tree or view, by content type. Made anew at each call and not kept in the
   * envelope, so that no queue ever holds one: keep the result for as long as you work with it.
   *
   * @throws ContentParser.UnreadableContentException if no parser knows the content type, or the
   *     bytes are not of it
   */
  public Object parse() {
    return ContentParser.forType(header.contentType()).parse(this);
  }

  /** {@link #parse()} for a caller who knows what comes out. */
  public <T> T parseAs(Class<T> type) {
    return type.cast(parse());
  }

  /** Checks that the bytes are of the content type they claim, and notes what was found. */
  public MessageEnvelope validate() {
    List<String> errors;
    try {
      errors = ContentParser.forType(header.contentType()).validate(this);
    } catch (ContentParser.UnreadableContentException unreadable) {
      errors = List.of(String.valueOf(unreadable.getMessage()));
    }
    return withBody(body.withValidation(Validation.of(errors)));
  }
}

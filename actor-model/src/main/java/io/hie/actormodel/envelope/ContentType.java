package io.hie.actormodel.envelope;

/** The content types that HIE itself names. An item may use any other. */
public final class ContentType {
  public static final String HL7_V2 = "application/hl7-v2+er7";
  public static final String FHIR_JSON = "application/fhir+json";
  public static final String FHIR_XML = "application/fhir+xml";
  public static final String JSON = "application/json";
  public static final String BYTES = "application/octet-stream";

  private ContentType() {}
}

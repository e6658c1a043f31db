package io.hie.protocols.hl7;

import io.hie.actormodel.envelope.Payload;

/**
 * The segments that identify a message, found in one pass. Each is a span, or {@link Er7#NOWHERE}.
 *
 * @param patient the first PID
 * @param order the first ORC
 * @param request the first OBR
 * @param secondHeader what begins another message or a batch: MSH, FHS or BHS
 */
record Landmarks(long patient, long order, long request, long secondHeader) {
  private static final int PID = Er7.name("PID");
  private static final int ORC = Er7.name("ORC");
  private static final int OBR = Er7.name("OBR");

  static Landmarks of(Hl7Message message) {
    Payload raw = message.raw();
    int separator = message.delimiters().field();
    long patient = Er7.NOWHERE;
    long order = Er7.NOWHERE;
    long request = Er7.NOWHERE;
    long secondHeader = Er7.NOWHERE;
    int end = message.headerEnd();
    for (int at = Er7.segmentAfter(raw, end); at >= 0; at = Er7.segmentAfter(raw, end)) {
      end = Er7.segmentEnd(raw, at, separator);
      int name = Er7.segmentName(raw, at, end, separator);
      if (name == PID) {
        patient = patient == Er7.NOWHERE ? Er7.span(at, end) : patient;
      } else if (name == ORC) {
        order = order == Er7.NOWHERE ? Er7.span(at, end) : order;
      } else if (name == OBR) {
        request = request == Er7.NOWHERE ? Er7.span(at, end) : request;
      } else if (Envelope.isHeader(name) || Envelope.begins(raw, at)) {
        secondHeader = secondHeader == Er7.NOWHERE ? Er7.span(at, end) : secondHeader;
      }
    }
    return new Landmarks(patient, order, request, secondHeader);
  }
}

package io.hie.examples.items;

/** Messages of invented patients. */
final class Samples {
  private Samples() {}

  static String admission(String ward) {
    return """
    MSH|^~\\&|PAS|RXH|HIE|RXH|20261123101500||ADT^A01^ADT_A01|EX-1|P|2.4
    EVN|A01|20261123101500
    PID|1||9990000018^^^NHS^NH||ELLERBY^ALMA~ELLERBY^ALLY||19520614|2|||1 MILL LANE^^LEEDS
    PD1|||^^B83604
    NK1|1|ELLERBY^IVO
    PV1|1|I|%s^BAY2^4
    NTE|1||Alma asked for a window
    """
        .formatted(ward);
  }
}

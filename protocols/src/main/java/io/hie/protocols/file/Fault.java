package io.hie.protocols.file;

/**
 * Why a file or a message of it is not taken.
 *
 * @param code short and stable
 * @param text one sentence or more, without anything of the contents
 */
record Fault(String code, String text) {}

package io.hie.chaostests.report;

/**
 * One promise, and whether it was kept.
 *
 * @param promise a sentence
 * @param kept whether it was
 * @param detail figures, or what broke it
 */
public record Verdict(String promise, boolean kept, String detail) {}

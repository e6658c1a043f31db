/**
 * HL7 v2 over MLLP, the minimal lower layer protocol: a message between a start block ({@code
 * 0x0B}) and an end block ({@code 0x1C 0x0D}) on a TCP connection, and an acknowledgement in the
 * same wrapping back.
 *
 * <p>{@link io.hie.protocols.mllp.MllpService} receives: it answers in the order of the frames and
 * only after the engine has stored them. {@link io.hie.protocols.mllp.MllpOperation} delivers: it
 * believes an answer only if it names the message it sent, and never uses a connection again whose
 * answers it can no longer place. Both stand on Netty; nothing here blocks one of its threads.
 *
 * <p>What each does in every case is told in {@code docs/mllp.md}.
 */
@NullMarked
package io.hie.protocols.mllp;

import org.jspecify.annotations.NullMarked;

// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * A format driver that shows its child "file" as it is, and misbehaves where it is told to, by a test that
 * cannot see its classes. Without the two headers below it behaves well, so that the same code, as a bundle
 * of another version, makes a good driver and a bad one.
 *
 * <ul>
 *   <li>The bundle header {@code Test-Misbehaviour} says what to do at which point: {@code point=deed} or
 *       {@code point/node=deed}, separated by commas.
 *   <li>The bundle header {@code Test-Script} names a service {@code java.util.function.BiFunction} by its
 *       property {@code test.script}. It is asked at each point, with the point and the node's name, and
 *       returns a deed or null. A test decides there at any time, and counts.
 * </ul>
 *
 * <p>Points: {@code construct probe create open read write flush inactivate activate close}.
 *
 * <p>Deeds, each a text, but for the last two, which only a script can return:
 *
 * <ul>
 *   <li>the name of a {@code BlockError}: fails with it; {@code own}, {@code own-block}, {@code own-error}:
 *       throws an unchecked exception, a BlockException, an error of a type of its own, with causes of its
 *       own; {@code plain}: a BlockException with a cause of the JDK's
 *   <li>{@code hang}: until it is interrupted; {@code hang-on}: for ever
 *   <li>{@code garble}, in read: returns other bytes; {@code nothing}, in open: returns null
 *   <li>{@code leak-thread leak-thread-local leak-mbean leak-hook leak-property leak-exception}: leaves
 *       something behind that keeps its class loader, and goes on
 *   <li>a {@code CountDownLatch}: hangs until it is open, or until it is interrupted
 *   <li>a {@code CompletableFuture}: hangs until it is complete, whoever interrupts
 * </ul>
 */
package org.blockgraph.drivers.testing.misbehaving;

// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.result;

/**
 * What a read, write or discard did.
 *
 * @param did "read", "wrote" or "discarded"
 * @param device the device
 * @param offset where it began, in bytes
 * @param length how much it moved, in bytes
 * @param operations in how many pieces
 * @param nanos how long it took, in nanoseconds, without printing
 */
public record Transfer(String did, String device, long offset, long length, long operations, long nanos) {}

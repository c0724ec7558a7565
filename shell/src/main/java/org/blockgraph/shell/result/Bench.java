// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.result;

/**
 * How many requests a device served, and how fast.
 *
 * @param did "read" or "wrote"
 * @param device the device
 * @param count how many requests
 * @param size how long each was, in bytes
 * @param depth how many were in flight at once
 * @param nanos how long all of it took, in nanoseconds
 */
public record Bench(String did, String device, long count, long size, int depth, long nanos) {}

// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.result;

/**
 * A device that was opened.
 *
 * @param device its name
 * @param format the format of its root node
 * @param probed whether the format was guessed from the content
 * @param length its size, in bytes
 * @param readOnly whether it refuses writes
 */
public record Opened(String device, String format, boolean probed, long length, boolean readOnly) {}

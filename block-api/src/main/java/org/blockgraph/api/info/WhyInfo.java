// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.info;

/**
 * An explanation.
 *
 * @param subject the node or device
 * @param state its state, in lower case
 * @param sentence why it is in that state
 * @param remedy the command that helps, or an empty string when nothing needs help
 */
public record WhyInfo(String subject, String state, String sentence, String remedy) {}

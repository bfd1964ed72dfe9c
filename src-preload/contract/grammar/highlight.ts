import { styleTags, tags } from '@lezer/highlight'

/** What each node looks like in an editor. */
export const highlighting = styleTags({
  'PRESS HOLD WAIT MOVE GOTO OBSERVE SCREENSHOT SNAPSHOT ROLLBACK EXPECT LOG SET': tags.keyword,
  'REPEAT TIMES IF THEN ELSE WHILE UNTIL MAX END': tags.controlKeyword,
  MACRO: tags.definitionKeyword,
  'AND OR NOT': tags.operatorKeyword,
  'AndSign OrSign NotSign': tags.logicOperator,
  'PlusSign MinusSign Multiply': tags.arithmeticOperator,
  Compare: tags.compareOperator,
  Button: tags.atom,
  Boolean: tags.bool,
  Number: tags.number,
  'Text OpenText': tags.string,
  Comment: tags.lineComment,
  'Macro/Name': tags.definition(tags.function(tags.variableName)),
  'Call/Name Function/Name': tags.function(tags.variableName),
  'Parameters/Name': tags.local(tags.variableName),
  'Setting/Name Setting/HOLD': tags.propertyName,
  'Path/Name': tags.variableName,
  Member: tags.propertyName,
  '( )': tags.paren,
  '[ ]': tags.squareBracket,
})

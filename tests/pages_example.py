"""A red-flag quiz with everything that the pages for facilitators show."""

BLOCK = """\
kind: red_flag_quiz
id: the-quiet-change
title: Back from leave
"""

TEXT = """\
introduction: |
  You are on duty on unit C. *Read slowly.*
scenario: |
  Mr Arven comes back from leave, and goes straight to {group}. He
  [has let his hair grow](#hair) and says that he [saw his **sister** every day](#sister). A man
  whom you do not know waits outside and calls to him:
  ["Whoever talks to the staff is no longer one of us."](#pressure)

  | Day | What the log says |
  |---|---|
  | Monday | Came back in time ![map](/static/map.png) |
signals:
  - {id: hair, label: neutral, tag: culture, because: look, reason: REASON-HAIR. Looks say nothing.}
  - {id: sister, label: protective, reason: REASON-SISTER. A steady bond helps.}
  - id: pressure
    label: flag
    tag: threat_to_others
    because: cut
    reason: |
      REASON-PRESSURE. Somebody tries to cut him off from help.

      - Note the words.
      - Note who said them.
  - {id: sleep, label: neutral, needs: welfare, reason: REASON-SLEEP. He needs care.}
reasons:
  - {id: look, text: It is only a look}
  - {id: cut, text: Somebody is to be cut off from help}
confidence: passage
framings:
  - {id: a, name: FRAMING-A as a religious group, words: {group: the circle of prayer}}
  - {id: b, name: FRAMING-B as a sports club, words: {group: the boxing club}}
meters:
  - {id: trust, name: Trust, start: 5}
steps:
  - id: talk
    question: What do you do first?
    choices:
      - id: ask
        text: "Ask him how the leave was, where **nobody** else listens"
        credit: 3
        lean: proportionate
        outcome: OUTCOME-ASK. He talks of his sister.
        changes: {trust: 2}
      - id: report
        text: Report him at once
        credit: 0
        critical: true
        lean: over
        outcome: OUTCOME-REPORT. He says nothing more.
        changes: {trust: -3}
        routes:
          - {when: {marked: {hair: flag}, at_most: {trust: 2}}, to: alone}
        next: night
  - id: evening
    text: In the evening he sits with you for a while.
    routes:
      - {when: {chosen: [ask], at_least: {trust: 6}}, to: helped}
  - id: night
    text: At night he [hardly sleeps](#sleep).
    question: And now?
    choices:
      - {id: nurse, text: Call the nurse, credit: 3, outcome: OUTCOME-NURSE. She comes.}
      - id: wait
        text: Wait until the morning
        credit: 1
        lean: under
        outcome: OUTCOME-WAIT. He lies awake.
        next: alone
endings:
  - id: helped
    title: ENDING-HELPED
    text: TOLD-HELPED. He stays in touch.
    when: {at_least: {trust: 5}}
  - {id: alone, title: ENDING-ALONE, text: TOLD-ALONE. He withdraws.}
debrief: |
  # DEBRIEF
  What would you ask Mr Arven first?
facilitator:
  aim: NOTES-AIM. Tell conduct from looks.
  timing: NOTES-TIMING. 40 minutes.
  rationale: NOTES-RATIONALE. The class will ask about the hair.
  questions: [QUESTION-ONE What did you overlook?, QUESTION-TWO Who was wronged?]
"""

KEY = ("REASON-HAIR", "REASON-SISTER", "REASON-PRESSURE", "REASON-SLEEP")
OUTCOMES = ("OUTCOME-ASK", "OUTCOME-REPORT", "OUTCOME-NURSE", "OUTCOME-WAIT")
ENDINGS = ("ENDING-HELPED", "ENDING-ALONE", "TOLD-HELPED", "TOLD-ALONE")
QUESTIONS = ("QUESTION-ONE", "QUESTION-TWO", "DEBRIEF")
NOTES = ("NOTES-AIM", "NOTES-TIMING", "NOTES-RATIONALE")
HIDDEN = (*KEY, *OUTCOMES, *ENDINGS, *QUESTIONS, *NOTES, "FRAMING", "threat to others", "culture")
TOLD = ("saw his", "Report him at once", "And now?", "hardly sleeps")

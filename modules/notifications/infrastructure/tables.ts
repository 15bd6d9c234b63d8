export interface NotificationsTables {
  emails: {
    id: string;
    event_id: string;
    template_key: string;
    recipient: string;
    subject: string;
    /** Null once the mail is settled. */
    text: string | null;
    html: string | null;
    message_id: string;
    occurred_at: Date;
    status: string;
    attempt: number;
    next_attempt_at: Date;
    provider_id: string | null;
    last_error: string | null;
    trace: string;
  };
  captured_mail: {
    message_id: string;
    sender: string;
    recipient: string;
    subject: string;
    text: string;
    html: string;
    captured_at: Date;
  };
}
